"""Why a file is opened, whom it names, and other files about the same person."""
