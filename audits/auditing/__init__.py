"""What the audit of closed cases reckons with: the points read for, the rule, agreement, small numbers, the list."""
