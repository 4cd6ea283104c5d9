"""Files in and out: attachments and papers."""
