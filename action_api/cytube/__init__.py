"""The channel, as kryten-robot shows it to us: the robot's state, who is there, messages."""
