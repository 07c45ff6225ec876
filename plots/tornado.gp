# tornado.gp - what one figure becomes when each assumption goes to the low and to the high
# end of its range, the others as they are; the largest swing on top.
#
#   gnuplot -c tornado.gp SCRIPTS DATA PICTURE TITLE UNIT
#   DATA: path,low,high,base   (the largest swing last)

data    = ARG2
picture = ARG3
title   = ARG4
axis    = ARG5
span    = 1.0 # for the time axis of common.gp, which is not used here
load ARG1."/common.gp"

stats data using 4 skip 1 nooutput
base = STATS_records > 0 ? STATS_mean : 0
rows = 0
stats data using 0 skip 1 nooutput
rows = STATS_records

set title title noenhanced
set lmargin 46
set xrange [*:*]
set yrange [-0.6:rows - 0.4]
set xlabel axis eq "s" ? "seconds" : axis noenhanced
set grid xtics linetype 1 linecolor "#dddddd"
set ytics noenhanced
set style fill solid 0.9 noborder
set arrow from base, graph 0 to base, graph 1 nohead linecolor rgb black linewidth 1.5

# The end of a long path says more than its beginning.
short(path) = strlen(path) <= 44 ? path : "…".substr(path, strlen(path) - 42, strlen(path))

plot data using (base):0:(base):2:($0 - 0.36):($0 + 0.36):ytic(short(strcol(1))) \
         every ::1 with boxxyerror linecolor rgb sky title "at its low end", \
     data using (base):0:(base):3:($0 - 0.22):($0 + 0.22) \
         every ::1 with boxxyerror linecolor rgb vermillion title "at its high end"
