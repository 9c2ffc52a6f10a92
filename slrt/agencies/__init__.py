"""The pages of the agency register: contacts, hours, desk codes, how an agency answers, and its monthly letter."""
