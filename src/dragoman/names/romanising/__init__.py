"""The scripts' ways into Latin letters; each module turns one word into pieces, known or guessed."""
