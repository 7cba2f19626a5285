"""The readers: each turns a document into readings and knows no other reader."""
