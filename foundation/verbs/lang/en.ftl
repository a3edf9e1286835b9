privacy = Privacy
gone-title = This link does not work any more
gone = Its time is over, or it was replaced. Use the link in our newest message, or ask us for a new one.
gone-write = Write to us:
gone-website = You find us here:
