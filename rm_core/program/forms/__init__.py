"""What participants are asked, as data, and how their answers are read."""
