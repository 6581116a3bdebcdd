"""Backup and restore of what cannot be made again: database, archive, proofs, uploads; the private keys apart."""
