"""Into which unit's pool each unit's answers go, so that no group below the minimum is ever stored or derivable."""
