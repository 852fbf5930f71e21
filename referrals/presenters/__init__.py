"""Words, colours and addresses for pages and messages: what models and actions do not know."""
