"""The images: what is in them (`vision`) and which of them a member sees (`artwork`)."""
