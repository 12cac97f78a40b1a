"""Extensions: the run's session with the store, its health, its files and its progress."""
