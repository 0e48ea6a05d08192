"""Who may see and do what: callers, their roles, and which gateways they see."""
