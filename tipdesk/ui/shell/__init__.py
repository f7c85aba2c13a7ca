"""The window itself: pages by name, lock and curtain, recording, a form tried out."""
