"""Pages made to hang, crash or mislead a cleaner, built by code rather than stored: many are megabytes of one thing."""
