# cpu.gp - what the cores of a machine did, in percent of all of them, stacked; the CPU
# credits it had on the right.
#
#   gnuplot -c cpu.gp SCRIPTS DATA PICTURE TITLE [EVENTS]
#   DATA: time_s,user,system,iowait,steal,credits   EVENTS: time_s, a column for each kind
#   By hand: gnuplot -c plots/cpu.gp plots DIR/cpu.csv cpu.pdf web DIR/events.csv

data    = ARG2
picture = ARG3
title   = ARG4
events  = ARGC >= 5 ? ARG5 : ""
load ARG1."/timeline.gp"
load ARG1."/common.gp"

# Before any range is set: `stats` sees only what lies within it.
stats data using (valid(6) ? 1 : 0) skip 1 nooutput
credits = STATS_max > 0
if (credits) {
    stats data using 6 skip 1 nooutput
    least = STATS_min < 0 ? STATS_min : 0
    most = STATS_max > 0 ? STATS_max : least < 0 ? 0 : 1
}

set title sprintf("CPU of %s", title) noenhanced
set ylabel "share of all cores, %"
set yrange [0:112]
set ytics 0, 20, 100
set y2range [0:1] # gnuplot wants one even where nothing is drawn on that axis
if (credits) {
    set border 11
    set y2label least < 0 ? "CPU credits, below 0 borrowed" : "CPU credits"
    set y2range [least:most * 1.12]
    set y2tics nomirror out
}

plot data using (t($1)):($2 + $3 + $4 + $5) with filledcurves x1 linecolor rgb grey \
         title "withheld (no credits)", \
     data using (t($1)):($2 + $3 + $4) with filledcurves x1 linecolor rgb orange \
         title "idle, waiting for disk", \
     data using (t($1)):($2 + $3) with filledcurves x1 linecolor rgb vermillion \
         title "system", \
     data using (t($1)):2 with filledcurves x1 linecolor rgb blue title "user", \
     for [i = 1:credits] data using (t($1)):6 axes x1y2 with lines linewidth 3 \
         linecolor rgb black title "CPU credits (right)", \
     for [k = 1:kinds] events using (t($1)):(column(k + 1) * band(k)) with points \
         pointtype mark(k) pointsize mark_size linecolor rgb mark_colour(k) \
         title columnheader(k + 1)
