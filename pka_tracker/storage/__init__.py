"""Where the bytes of files are, and what may become a file: ``blobs`` keeps, ``content`` looks inside."""
