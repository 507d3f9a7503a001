"""What tools on plates share: where sources lie, where instances go, and which value is in force when."""
