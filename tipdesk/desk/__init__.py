"""What people may do: the use cases. The only room that opens the vault; never imports ui or Qt."""
