"""What editors decide: the queue, its review pages, reports by readers and signals of abuse."""
