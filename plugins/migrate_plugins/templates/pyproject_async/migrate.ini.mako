# What differs from one machine to the next; the rest of migrate's settings is in pyproject.toml.
[${section}]
# The database. --url and $DATABASE_URL go before it. Percent signs stay as they are.
sqlalchemy.url = ${url}
