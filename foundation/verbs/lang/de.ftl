privacy = Datenschutz
gone-title = Dieser Link gilt nicht mehr
gone = Seine Zeit ist um, oder er wurde ersetzt. Nehmen Sie den Link aus unserer neuesten Nachricht, oder bitten Sie uns um einen neuen.
gone-write = Schreiben Sie uns:
gone-website = Hier finden Sie uns:
