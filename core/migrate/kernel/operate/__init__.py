"""Operations: how ``op.create_table(...)`` finds the operations in force, and they what carries an operation out."""
