"""How a call behaves at each type of node. A visit lasts from entering a node to leaving it."""
