# verified: boto3 1.44.5
