# memory.gp - who needs how much memory of a machine, stacked, against what there is.
#
#   gnuplot -c memory.gp SCRIPTS DATA PICTURE TITLE [EVENTS]
#   DATA: time_s,RAM,RAM + swap,system,SERVICE,... in GiB
#   By hand: gnuplot -c plots/memory.gp plots DIR/memory.csv memory.png web DIR/events.csv

data    = ARG2
picture = ARG3
title   = ARG4
events  = ARGC >= 5 ? ARG5 : ""
load ARG1."/timeline.gp"
load ARG1."/common.gp"

last      = columns
sum_to(c) = sum [k = 4:c] column(k)
stats data using (sum_to(last)) skip 1 nooutput
top = STATS_max
stats data using (or_zero(2)) skip 1 nooutput
top = STATS_max > top ? STATS_max : top
stats data using (or_zero(3)) skip 1 nooutput
swap = STATS_max > 0 && STATS_max < 4 * top # farther away the stack were a thin line
top = swap && STATS_max > top ? STATS_max : top

set title sprintf("Memory of %s", title) noenhanced
set ylabel "memory, GiB"
top = top > 0 ? top : 1
set yrange [0:top * 1.12]

plot for [c = last:4:-1] data using (t($1)):(sum_to(c)) with filledcurves x1 \
         linecolor rgb colour(c - 3) title cut(columnheader(c), 28), \
     data using (t($1)):2 with lines linewidth 3 linecolor rgb black title "RAM", \
     for [i = 1:swap] data using (t($1)):3 with lines linewidth 3 dashtype 2 \
         linecolor rgb black title "RAM + swap", \
     for [k = 1:kinds] events using (t($1)):(column(k + 1) * top * band(k) / 100) with points \
         pointtype mark(k) pointsize mark_size linecolor rgb mark_colour(k) \
         title columnheader(k + 1)
