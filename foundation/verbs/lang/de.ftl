privacy = Datenschutz
