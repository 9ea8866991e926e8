"""A local mailbox that receives real SMTP and shows it on a page."""
