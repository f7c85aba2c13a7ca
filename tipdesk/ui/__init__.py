"""What people see. The only room, with app, that speaks Qt; never imports storage."""
