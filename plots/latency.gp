# latency.gp - how long the answered requests took, and how many were not answered.
#
#   gnuplot -c latency.gp SCRIPTS DATA PICTURE TITLE SPAN_S EVENTS KINDS COLUMNS
#   DATA: time_s,p50,p95,p99 in seconds, failed in percent

data    = ARG2
picture = ARG3
title   = ARG4
span    = real(ARG5)
events  = ARG6
kinds   = int(ARG7)
format  = ARG9
load ARG1."/common.gp"

set title sprintf("Latency of %s", title) noenhanced
set ylabel "latency of answered requests"
set logscale y
set offsets graph 0, graph 0, graph 0.12, graph 0 # room for the marks of events
stats data using 4 skip 1 nooutput
if (!(exists("STATS_records") && STATS_records > 0)) { set yrange [0.001:10] }
set ytics ("1 us" 1e-6, "10 us" 1e-5, "0.1 ms" 1e-4, "1 ms" 1e-3, "10 ms" 0.01, \
           "0.1 s" 0.1, "1 s" 1, "10 s" 10, "100 s" 100, "1000 s" 1000, \
           "2 ms" 2e-3, "5 ms" 5e-3, "200 s" 200, "500 s" 500, "20 ms" 0.02, "50 ms" 0.05, "0.2 s" 0.2, "0.5 s" 0.5, \
           "2 s" 2, "5 s" 5, "20 s" 20, "50 s" 50)
set border 11
set y2label "failed, % of the requests that ended"
set y2range [0:112]
set y2tics 0, 20, 100 nomirror out

# Where nobody was answered a line is interrupted, not drawn across.
t(x)   = x / unit
gap(c) = valid(c) ? column(c) : NaN
plot data using (t($1)):(gap(5)) axes x1y2 with filledcurves x1 linecolor rgb "#f3c4ad" \
         title "failed (right)", \
     data using (t($1)):(gap(4)) with lines linewidth 2 linecolor rgb black title "p99", \
     data using (t($1)):(gap(3)) with lines linewidth 2 linecolor rgb blue title "p95", \
     data using (t($1)):(gap(2)) with lines linewidth 2 linecolor rgb green title "p50, median", \
     for [k = 1:kinds] events using (t($1)):(column(k + 1) * band(k)) axes x1y2 with points \
         pointtype mark(k) pointsize 1.2 linecolor rgb mark_colour(k) \
         title columnheader(k + 1)
