# Prints a page with what its commands printed; see scripts/docs-commands.
#
# Where what is shown fits what was printed, it stays as it is. Else shown and printed lines
# are aligned (longest common subsequence, a line with other numbers counts half as common),
# and what lies between two aligned lines is printed unless the page cuts there.

function fault(text) {
    printf "%s:%d: %s\n", FILENAME, FNR, text > "/dev/stderr"
    failed = 1
}

function is_cut(line) { return line ~ /^ *\.\.\.$/ }

# The line without its numbers: what it is about.
function shape(line) {
    gsub(/[0-9][0-9,.]*/, "#", line)
    gsub(/[ █▏▎▍▌▋▊▉▒|]+/, " ", line)
    return line
}

function read_output(number,   path, line) {
    printed_count = 0
    path = parts "/output-" number
    while ((getline line < path) > 0)
        printed[++printed_count] = line
    close(path)
    while (printed_count && printed[printed_count] == "")
        printed_count--
}

function read_code(number,   path, line) {
    path = parts "/code-" number
    if ((getline line < path) <= 0)
        line = ""
    close(path)
    return line
}

# Do shown lines from i on fit the printed ones from j on? Cuts try every length.
function fits(i, j,   k) {
    for (; i <= shown_count && !is_cut(shown[i]); i++)
        if (j > printed_count || shown[i] != printed[j++])
            return 0
    if (i > shown_count)
        return j > printed_count
    for (k = j; k <= printed_count + 1; k++)
        if (fits(i + 1, k))
            return 1
    return 0
}

# best[i, j]: the most that shown lines from i on have in common with printed ones from j on.
function align(   i, j, here) {
    for (i = shown_count + 1; i >= 1; i--)
        for (j = printed_count + 1; j >= 1; j--) {
            best[i, j] = 0
            if (i > shown_count || j > printed_count)
                continue
            best[i, j] = best[i + 1, j] > best[i, j + 1] ? best[i + 1, j] : best[i, j + 1]
            here = common(i, j)
            if (here && here + best[i + 1, j + 1] >= best[i, j])
                best[i, j] = here + best[i + 1, j + 1]
        }
}

function common(i, j) {
    if (is_cut(shown[i]))
        return 0
    if (shown[i] == printed[j])
        return 2
    return shape(shown[i]) == shape(printed[j])
}

function print_aligned(   i, j, here, cut) {
    align()
    j = 1
    for (i = 1; i <= shown_count; i++) {
        if (is_cut(shown[i])) {
            cut = shown[i]
            continue
        }
        here = next_aligned(i, j)
        if (!here)
            continue
        print_between(j, here, cut)
        cut = ""
        print printed[here]
        j = here + 1
    }
    print_between(j, printed_count + 1, cut)
}

# The printed line, from j on, that the alignment gives shown line i; 0: none.
function next_aligned(i, j) {
    for (; j <= printed_count; j++)
        if (common(i, j) && best[i, j] == common(i, j) + best[i + 1, j + 1])
            return j
        else if (best[i, j] != best[i, j + 1])
            return 0
    return 0
}

function print_between(from, to, cut) {
    if (cut != "") {
        if (from < to)
            print cut
        return
    }
    for (; from < to; from++)
        print printed[from]
}

# The command is over: what it should have printed.
function flush(   code) {
    if (!command)
        return
    code = read_code(command)
    if (code == "") {
        if (!may_be_left_out)
            fault("not run, because one before it ended the shell: " text)
        print_shown()
    } else {
        if (code !~ /^(0|3|99)$/ && !asks_code)
            fault("ended with code " code ": " text)
        read_output(command)
        if (!shown_count || fits(1, 1))
            print_shown()
        else
            print_aligned()
        if (code !~ /^(0|3|99)$/ && !asks_code)
            for (code = 1; code <= printed_count && code < 20; code++)
                print "    " printed[code] > "/dev/stderr"
    }
    command = shown_count = 0
}

# Blank lines at the end are the page's own.
function print_shown(   i) {
    for (i = 1; i <= shown_count; i++)
        print shown[i]
}

!inside && /^ *```/ {
    inside = 1
    running = $0 ~ /```console/
    may_be_left_out = $0 ~ /console (long|needs=)/
    print
    next
}
inside && /^ *```$/ {
    asks_code = 0
    flush()
    inside = running = 0
    print
    next
}
running && /^\$ / {
    asks_code = $0 ~ /^\$ echo \$\?/
    flush()
    command = ++commands
    text = substr($0, 3)
    continues = /[\\|]$/
    print
    next
}
running && continues {
    continues = /[\\|]$/
    print
    next
}
running {
    shown[++shown_count] = $0
    next
}
{ print }
END { exit failed }
