"""What a program is: values in, values out. No input, output, clock or randomness."""
