// Nothing to call: that the target is linked is enough.
