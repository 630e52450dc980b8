# verified: clickhouse-connect 1.12.0
