### agents/
