"""Who should meet whom, and why: arrays in, arrays out."""
