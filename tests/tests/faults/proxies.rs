//! Clients behind proxies and behind one address.
