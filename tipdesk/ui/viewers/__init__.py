"""Looking at pages and pictures and listening to sound, without a copy on any disk."""
