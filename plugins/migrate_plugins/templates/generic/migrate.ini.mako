# The settings of migrate. Every line here is explained; the reference has all others.
[${section}]
# The folder with env.py, the template of new revisions, and the revisions in versions/.
script_location = ${script_location}
# Folders that Python imports from, so that env.py finds your models; here the project's own.
prepend_sys_path = %(here)s
# What stands between several folders in one option: `os` is what PATH has on this system.
path_separator = os
# The database. --url and $DATABASE_URL go before it. Percent signs stay as they are.
sqlalchemy.url = ${url}

[post_write_hooks]
# Tools that go over each new revision, such as: hooks = black
hooks =
