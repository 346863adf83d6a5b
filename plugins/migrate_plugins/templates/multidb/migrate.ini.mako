# The settings of migrate. Every line here is explained; the reference has all others.
[${section}]
# The folder with env.py, the template of new revisions, and the revisions in versions/.
script_location = ${script_location}
# Folders that Python imports from, so that env.py finds your models; here the project's own.
prepend_sys_path = %(here)s
# What stands between several folders in one option: `os` is what PATH has on this system.
path_separator = os
# The databases; each has a section of its own below, and functions of its own in each revision.
databases = engine1, engine2

[engine1]
sqlalchemy.url = ${url}

[engine2]
sqlalchemy.url = sqlite:///engine2.db

[post_write_hooks]
# Tools that go over each new revision, such as: hooks = black
hooks =
