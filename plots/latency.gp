# latency.gp - how long the answered requests took, and how many were not answered.
#
#   gnuplot -c latency.gp SCRIPTS DATA PICTURE TITLE [EVENTS]
#   DATA: time_s,p50,p95,p99 in seconds, failed in percent
#   By hand: gnuplot -c plots/latency.gp plots DIR/latency.csv latency.svg Shop DIR/events.csv

data    = ARG2
picture = ARG3
title   = ARG4
events  = ARGC >= 5 ? ARG5 : ""
load ARG1."/timeline.gp"
load ARG1."/common.gp"
load ARG1."/seconds.gp"

set title sprintf("Latency of %s", title) noenhanced
set ylabel "latency of answered requests"
set logscale y
set offsets graph 0, graph 0, graph 0.12, graph 0 # room for the marks of events
stats data using (valid(4) ? 1 : 0) skip 1 nooutput
if (STATS_max == 0) { set yrange [0.001:10] }
set ytics (@seconds)
set border 11
set y2label "failed, % of the requests that ended"
set y2range [0:112]
set y2tics 0, 20, 100 nomirror out

# Where nobody was answered a line is interrupted, not drawn across.
gap(c) = valid(c) ? column(c) : NaN
plot data using (t($1)):(gap(5)) axes x1y2 with filledcurves x1 linecolor rgb "#f3c4ad" \
         title "failed (right)", \
     data using (t($1)):(gap(4)) with lines linewidth 2 linecolor rgb black title "p99", \
     data using (t($1)):(gap(3)) with lines linewidth 2 linecolor rgb blue title "p95", \
     data using (t($1)):(gap(2)) with lines linewidth 2 linecolor rgb green title "p50, median", \
     for [k = 1:kinds] events using (t($1)):(column(k + 1) * band(k)) axes x1y2 with points \
         pointtype mark(k) pointsize mark_size linecolor rgb mark_colour(k) \
         title columnheader(k + 1)
