"""One module for each change. Old code runs on the new schema: add first, remove later."""
