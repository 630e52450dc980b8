# verified: azure-storage-blob 12.31.1
