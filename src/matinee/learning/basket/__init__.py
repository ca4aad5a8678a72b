"""What next, and when: shopping baskets in, models of what a household buys again and when it is due out."""
