"""The encrypted database: its connection, schema, migrations, statements.

`connection.connect` opens SQLCipher with the raw key and restricts what SQL may do;
`database.Database` holds transactions; the whole schema is `schema`, and `migrations.migrate`
brings an older vault up, after a checked copy of it was made.
"""
