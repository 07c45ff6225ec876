# memory.gp - who needs how much memory of a machine, stacked, against what there is.
#
#   gnuplot -c memory.gp SCRIPTS DATA PICTURE TITLE SPAN_S EVENTS KINDS COLUMNS
#   DATA: time_s,RAM,RAM + swap,system,SERVICE,... in GiB

data    = ARG2
picture = ARG3
title   = ARG4
span    = real(ARG5)
events  = ARG6
kinds   = int(ARG7)
last    = int(ARG8) + 1
format  = ARG9
load ARG1."/common.gp"

sum_to(c) = sum [k = 4:c] column(k)
stats data using (sum_to(last)) skip 1 nooutput
top = STATS_max
stats data using 2 skip 1 nooutput
top = exists("STATS_records") && STATS_records > 0 && STATS_max > top ? STATS_max : top
stats data using 3 skip 1 nooutput
swap = exists("STATS_records") && STATS_records > 0
swap = swap && STATS_max < 4 * top # farther away it would make the stack a thin line
top = swap && STATS_max > top ? STATS_max : top

set title sprintf("Memory of %s", title) noenhanced
set ylabel "memory, GiB"
top = top > 0 ? top : 1
set yrange [0:top * 1.12]

t(x) = x / unit
plot for [c = last:4:-1] data using (t($1)):(sum_to(c)) with filledcurves x1 \
         linecolor rgb colour(c - 3) title columnheader(c), \
     data using (t($1)):2 with lines linewidth 3 linecolor rgb black title "RAM", \
     for [i = 1:swap] data using (t($1)):3 with lines linewidth 3 dashtype 2 \
         linecolor rgb black title "RAM + swap", \
     for [k = 1:kinds] events using (t($1)):(column(k + 1) * top * band(k) / 100) with points \
         pointtype mark(k) pointsize 1.2 linecolor rgb mark_colour(k) \
         title columnheader(k + 1)
