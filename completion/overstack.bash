# Completion of overstack for bash. Written by scripts/completion from the options of the program: make docs

_overstack_options() {
    case $1 in
    run) echo "--help --duration --replications --seed --set --variant --format --jobs --no-color --output --plot-format --plots --quiet --table" ;;
    check) echo "--help --duration --replications --seed --set --variant --format --no-color --output --quiet" ;;
    compare) echo "--help --duration --replications --seed --set --variant --format --jobs --no-color --output --plot-format --plots --quiet" ;;
    capacity) echo "--help --duration --replications --seed --set --tolerance --variant --vary --format --jobs --no-color --output --plot-format --plots --quiet" ;;
    sweep) echo "--help --duration --replications --screen --seed --set --shard --variant --vary --where --zip --database --format --jobs --no-color --output --quiet" ;;
    merge) echo "--help --format --no-color --output" ;;
    recommend) echo "--help --duration --replications --seed --set --variant --format --jobs --no-color --output --plot-format --plots --quiet" ;;
    sensitivity) echo "--help --duration --replications --samples --seed --set --trajectories --variant --format --jobs --no-color --output --plot-format --plots --quiet" ;;
    calibrate) echo "--help --duration --fit --measured --replications --seed --set --variant --format --jobs --no-color --output --quiet" ;;
    import) echo "--help --env-file --force --instance --output --profile" ;;
    catalog) echo "--help --catalog --format --no-color --output --region" ;;
    report) echo "--help --format --no-color --output --plot-format --plots --quiet --table" ;;
    init) echo "--help --force --list --output" ;;
    schema) echo "--help --json --output" ;;
    *) echo "run check compare capacity sweep merge recommend sensitivity calibrate import catalog report init schema --help --version" ;;
    esac
}

_overstack_formats() {
    case $1 in
    run) echo "text json ndjson csv markdown html" ;;
    check) echo "text json" ;;
    compare) echo "text json csv markdown html" ;;
    capacity) echo "text json csv markdown html" ;;
    sweep) echo "text json ndjson csv html" ;;
    merge) echo "text json ndjson csv html" ;;
    recommend) echo "text json csv markdown html" ;;
    sensitivity) echo "text json csv markdown html" ;;
    calibrate) echo "text json html yaml" ;;
    catalog) echo "text json csv" ;;
    report) echo "text json ndjson csv markdown html" ;;
    esac
}

_overstack_instances="t2.nano t2.micro t2.small t2.medium t2.large t2.xlarge t2.2xlarge t3.nano t3.micro t3.small t3.medium t3.large t3.xlarge t3.2xlarge t3a.nano t3a.micro t3a.small t3a.medium t3a.large t3a.xlarge t3a.2xlarge t4g.nano t4g.micro t4g.small t4g.medium t4g.large t4g.xlarge t4g.2xlarge m5.large m5.xlarge m5.2xlarge m5.4xlarge m6i.large m6i.xlarge m6i.2xlarge m6i.4xlarge m6g.medium m6g.large m6g.xlarge m6g.2xlarge m6g.4xlarge m7g.medium m7g.large m7g.xlarge m7g.2xlarge m7g.4xlarge m7i.large m7i.xlarge m7i.2xlarge m7i.4xlarge c5.large c5.xlarge c5.2xlarge c5.4xlarge c6i.large c6i.xlarge c6i.2xlarge c6i.4xlarge c6g.medium c6g.large c6g.xlarge c6g.2xlarge c6g.4xlarge c7g.medium c7g.large c7g.xlarge c7g.2xlarge c7g.4xlarge r5.large r5.xlarge r5.2xlarge r5.4xlarge r6g.medium r6g.large r6g.xlarge r6g.2xlarge r6g.4xlarge r6i.large r6i.xlarge r6i.2xlarge r6i.4xlarge"
_overstack_scenarios="admissions over-stack slow-leak task-board autoscale bots cold-cache connection-pool credits daily ecs-autoscale ecs failover journey messages order-mails recycle retry-storm serverless starter static-site swap timeouts-and-retries trace weighted"

# Variants of the first scenario on the line.
_overstack_variants() {
    local word
    for word in "${COMP_WORDS[@]:2}"; do
        case $word in
        *.yaml | *.yml)
            sed -n '/^variants:/,/^[^ #]/s/^  \([A-Za-z0-9_-]*\):.*/\1/p' "$word" 2>/dev/null
            return
            ;;
        esac
    done
}

_overstack() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}
    local command=${COMP_WORDS[1]} list= files=
    COMPREPLY=()
    # bash takes --format=js for three words.
    if [ "$word" = = ]; then
        word=
    elif [ "$before" = = ]; then
        before=${COMP_WORDS[COMP_CWORD - 2]}
    fi
    if [ "$COMP_CWORD" -eq 1 ]; then
        list=$(_overstack_options "")
    else
        case $before in
        --format) list=$(_overstack_formats "$command") ;;
        --variant) list=$(_overstack_variants) ;;
        --table) list="timeline bill" ;;
        --plot-format) list="png svg pdf png,pdf" ;;
        --instance) list=$_overstack_instances ;;
        --output | -o | --plots | --database | --measured | --catalog | --env-file) files=yes ;;
        --set | --seed | --replications | --duration | --jobs | -j | --vary | --zip | --where | \
            --shard | --samples | --trajectories | --fit | --tolerance | --region | --profile) return ;;
        *)
            case $word in
            -*) list=$(_overstack_options "$command") ;;
            *)
                files=yes
                [ "$command:$COMP_CWORD" = import:2 ] && list=compose files=
                [ "$command:$COMP_CWORD" = catalog:2 ] &&
                    list="instances services prices systems currencies" files=
                [ "$command" = init ] && list=$_overstack_scenarios files=
                ;;
            esac
            ;;
        esac
    fi
    if [ -n "$files" ]; then
        compopt -o filenames 2>/dev/null
        while IFS= read -r found; do COMPREPLY+=("$found"); done < <(compgen -f -- "$word")
    else
        while IFS= read -r found; do COMPREPLY+=("$found"); done \
            < <(compgen -W "$list" -- "$word")
    fi
}
complete -F _overstack overstack
