"""What every form of the admin has: nothing is lost, who else is there, steps and problems."""
