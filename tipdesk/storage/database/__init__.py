"""The encrypted database: its connection, schema, migrations, statements."""
