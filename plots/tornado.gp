# tornado.gp - what one figure becomes when each assumption goes to the low and to the high
# end of its range, the others as they are; the largest swing on top. What moves nothing alone
# is named below.
#
#   gnuplot -c tornado.gp SCRIPTS DATA PICTURE TITLE UNIT
#   DATA: path,low,high,base   (the largest swing last)

data    = ARG2
picture = ARG3
title   = ARG4
axis    = ARG5
span    = 1.0 # for the time axis of common.gp, which is not used here
load ARG1."/common.gp"

# `stats` leaves nothing behind where no value is there, so values are kept on the way.
base = 0
stats data using (valid(4) ? (base = column(4), 0) : 0) skip 1 nooutput
# What is missing differs from what is there.
differs(c) = valid(c) && valid(4) ? column(c) != column(4) : valid(c) != valid(4)
moved(dummy) = differs(2) || differs(3)
rows = 0
idle = ""
unmoved(path) = (idle = path.(idle eq "" ? "" : ", ").idle, 0)
stats data using (moved(0) ? (rows = rows + 1, 0) : unmoved(strcol(1))) skip 1 nooutput

# The ends of all bars; a little to both sides where nothing moves the figure.
least = base
most  = base
keep(x) = (least = x < least ? x : least, most = x > most ? x : most, 0)
do for [c = 2:3] { stats data using (valid(c) ? keep(column(c)) : 0) skip 1 nooutput }
if (least == most) { least = base - 0.1 * abs(base) - 1e-9; most = base + 0.1 * abs(base) + 1e-9 }
times = axis eq "s" && most < 1 ? 1000 : axis eq "share" ? 100 : 1

# About five numbers on the axis: 1, 2 or 5 times a power of ten apart.
apart = times * (most - least) / 5
power = 10 ** floor(log10(apart))
step  = power * (apart > 5 * power ? 10 : apart > 2 * power ? 5 : apart > power ? 2 : 1)

set title title noenhanced
# A line of 26 points for each, but not less than for four.
height = 100 + 26 * (rows < 4 ? 4 : rows)
eval terminal(height)
set output picture
set tmargin at screen 1 - 40.0 / height
set bmargin at screen 60.0 / height
set lmargin at screen 0.34; set rmargin at screen 0.80
set key at screen 0.995, screen 0.9 right
set xrange [times * (least - 0.04 * (most - least)):times * (most + 0.04 * (most - least))]
set xtics step format "%.4g"
set yrange [-0.6:rows - 0.4]
set xlabel times == 1000 ? "ms" : times == 100 ? "%" : axis noenhanced
set grid xtics noytics linetype 1 linecolor "#dddddd"
set ytics noenhanced scale 0
set style fill solid 0.9 noborder
set arrow from times * base, graph 0 to times * base, graph 1 nohead linecolor rgb black \
    linewidth 1.5

# The end of a long path says more than its beginning.
short(path) = strlen(path) <= 40 ? path : "…".substr(path, strlen(path) - 38, strlen(path))

# A page says it in a line of its own.
if (idle ne "" && format ne "svg") {
    idle = "No effect alone: ".idle
    set label (strlen(idle) <= 150 ? idle : substr(idle, 1, 149)."…") noenhanced \
        at screen 0.02, screen 0.025 font small
}

set style textbox opaque noborder
if (rows == 0) {
    set label "No assumption alone moves this." at graph 0.5, graph 0.5 center front boxed
}

n = -1
k = -1
# What is not moved lies far below the axes. (A label at NaN would lose the others.)
place(dummy) = moved(0) ? (n = n + 1, n) : -100 - column(0)
again(dummy) = moved(0) ? (k = k + 1, k) : -100 - column(0)
plot data using (times * base):(y = place(0)):(times * base):(times * column(2)):(y - 0.36) \
         :(y + 0.36):ytic(short(strcol(1))) every ::1 with boxxyerror \
         linecolor rgb sky title "at its low end", \
     data using (times * base):(y = again(0)):(times * base):(times * column(3)):(y - 0.22) \
         :(y + 0.22) every ::1 with boxxyerror linecolor rgb vermillion \
         title "at its high end"
