"""What every layer stands on: errors, time, settings, slow work, files. Imports nothing above."""
