# verified: cassandra-driver 3.30.1
