"""The invitation that home shows while a wave waits for the learner's answer."""

# Holds the code of the wave that was put off by "Nanti saja"; home does not ask again for a day.
LATER_COOKIE = "survei_nanti"
LATER_SECONDS = 24 * 3600
