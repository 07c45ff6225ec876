# timeline.gp - what the figures over time share: called with load, after `data` and `events`
# are set (see cpu.gp).
#   sets: span (seconds shown), kinds (of events), columns (of the data), t(x)

set datafile separator comma
stats data using 1 skip 1 nooutput
span    = STATS_max
columns = int(STATS_columns)

# The first line of the events names their kinds; without a file there are none.
kinds = 0
if (events ne "") {
    stats events using (1) nooutput
    kinds = int(STATS_columns) - 1
} else { events = data }
t(x) = x / unit

# Of a cell that may be empty. (With $3 the whole line would be left out.)
or_zero(c)  = valid(c) ? column(c) : 0
