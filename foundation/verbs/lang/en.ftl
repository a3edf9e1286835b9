privacy = Privacy
